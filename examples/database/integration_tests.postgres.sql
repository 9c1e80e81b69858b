-- Database integration test scenarios, as PostgreSQL has them
-- Test file: integration_tests.postgres.sql

-- Test 1: CRUD Operations with Constraints
BEGIN TRANSACTION;

-- Create test user
INSERT INTO users (name, email, role, created_at)
VALUES ('Test User', 'test@example.com', 'user', CURRENT_TIMESTAMP);

-- Verify creation
SELECT * FROM users WHERE email = 'test@example.com';

-- Update user
UPDATE users 
SET name = 'Updated User', updated_at = CURRENT_TIMESTAMP
WHERE email = 'test@example.com';

-- Verify update
SELECT * FROM users WHERE email = 'test@example.com' AND name = 'Updated User';

-- Test constraint violation (duplicate email)
INSERT INTO users (name, email, role, created_at)
VALUES ('Duplicate User', 'test@example.com', 'user', CURRENT_TIMESTAMP);
-- This should fail due to unique constraint

ROLLBACK;

-- Test 2: Foreign Key Relationships
BEGIN TRANSACTION;

-- Create user
INSERT INTO users (id, name, email, role, created_at)
VALUES (1, 'User 1', 'user1@example.com', 'user', CURRENT_TIMESTAMP);

-- Create post with valid user reference
INSERT INTO posts (user_id, title, content, created_at)
VALUES (1, 'Test Post', 'This is a test post', CURRENT_TIMESTAMP);

-- Verify relationship
SELECT u.name, p.title 
FROM users u 
JOIN posts p ON u.id = p.user_id 
WHERE u.id = 1;

-- Test foreign key constraint
INSERT INTO posts (user_id, title, content, created_at)
VALUES (999, 'Invalid Post', 'This should fail', CURRENT_TIMESTAMP);
-- This should fail due to foreign key constraint

ROLLBACK;

-- Test 3: Concurrent Transaction Handling
-- (Requires multiple connections - simulate with test framework)

-- Test 4: Performance Validation
-- Create test data
BEGIN TRANSACTION;

-- Insert bulk data for performance testing
WITH RECURSIVE user_data AS (
  SELECT 1 as id, 'User 1' as name, 'user1@test.com' as email
  UNION ALL
  SELECT id + 1, 'User ' || (id + 1), 'user' || (id + 1) || '@test.com'
  FROM user_data
  WHERE id < 1000
)
INSERT INTO users (id, name, email, role, created_at)
SELECT id, name, email, 'user', CURRENT_TIMESTAMP
FROM user_data;

-- Performance test: Index effectiveness
EXPLAIN
SELECT * FROM users WHERE email = 'user500@test.com';

-- Performance test: Bulk operations
EXPLAIN
SELECT u.name, COUNT(p.id) as post_count
FROM users u
LEFT JOIN posts p ON u.id = p.user_id
GROUP BY u.id
HAVING COUNT(p.id) > 5;

ROLLBACK;
